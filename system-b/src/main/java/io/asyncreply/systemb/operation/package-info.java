/**
 * The work itself: handlers of operations and what they may ask and tell; plain Java that
 * knows nothing of Spring or of how messages travel.
 */
@NullMarked
package io.asyncreply.systemb.operation;

import org.jspecify.annotations.NullMarked;
