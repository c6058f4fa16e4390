/**
 * The broker doctor: checks, findings and broker health.
 */
@NullMarked
package io.asyncreply.messaging.diagnostics;

import org.jspecify.annotations.NullMarked;
