/**
 * Detection and republishing of requests that the broker has lost.
 */
@NullMarked
package io.asyncreply.systema.dispatch.recovery;

import org.jspecify.annotations.NullMarked;
