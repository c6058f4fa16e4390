/**
 * Refusals of a start: wrong settings and their reports.
 */
@NullMarked
package io.asyncreply.messaging.startup;

import org.jspecify.annotations.NullMarked;
