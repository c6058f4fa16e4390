/**
 * Results as Markdown tables and plots, with the machine and the versions they belong to.
 */
@NullMarked
package io.asyncreply.benchmarks.report;

import org.jspecify.annotations.NullMarked;
