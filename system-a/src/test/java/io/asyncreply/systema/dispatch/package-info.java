/**
 * What dispatch decides without a broker.
 */
@NullMarked
package io.asyncreply.systema.dispatch;

import org.jspecify.annotations.NullMarked;
