/**
 * Operation handlers, and the interface that they implement.
 */
@NullMarked
package io.asyncreply.systemb.operation;

import org.jspecify.annotations.NullMarked;
