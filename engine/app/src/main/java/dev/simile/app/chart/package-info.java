/// Small charts as SVG inside a page. Start with [dev.simile.app.chart.DotChart]; the colors are
/// the page's, see `page.css`.
@NullMarked
package dev.simile.app.chart;

import org.jspecify.annotations.NullMarked;
