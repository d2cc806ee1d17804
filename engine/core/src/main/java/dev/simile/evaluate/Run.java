package dev.simile.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One model on one test, before it is told.
///
/// @param sums by cell, of all metrics that are means
/// @param figures by metric, those of the catalogue; NaN of the others
/// @param cases what they rest on
/// @param clipped whether predicted ratings were clipped
/// @param shortLists users who got fewer items than the largest cutoff
/// @param residuals of predicted ratings; null if there are none
/// @param worst users and items
/// @param trainSeconds of the training; NaN if unknown
/// @param scoreSeconds in the model, added over the threads; NaN if there is none
/// @param queryMicroseconds in the model for one user's ranking, in the mean; NaN if there is none
/// @param bytes of the model; NaN if unknown
/// @param seconds of the evaluation, on the clock
@SuppressWarnings("ArrayRecordComponent") // read only
record Run(
    Sums sums,
    double[] figures,
    Cases cases,
    boolean clipped,
    int shortLists,
    @Nullable Residuals residuals,
    List<Worst> worst,
    double trainSeconds,
    double scoreSeconds,
    double queryMicroseconds,
    double bytes,
    double seconds) {}
