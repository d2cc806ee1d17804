/* The kernels as the Java class ScalarKernels defines them, one operation after the other. */
#ifndef DEFINITIONS_H
#define DEFINITIONS_H

#include "../src/kernels.h"

#define DECLARE_DEFINITION(isa, result, name, parameters, arguments) \
  result scalar_##name parameters;
SIMILE_KERNELS(DECLARE_DEFINITION, )

/* 1 / (1 + exp(-z)), by the steps of the Java class Sigmoid. */
float scalar_sigmoid(float z);

#endif
