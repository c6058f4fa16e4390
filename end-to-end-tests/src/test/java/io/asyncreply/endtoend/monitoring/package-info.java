/**
 * Tests of metrics, alerts and dashboards against the running pair.
 */
@NullMarked
package io.asyncreply.endtoend.monitoring;

import org.jspecify.annotations.NullMarked;
