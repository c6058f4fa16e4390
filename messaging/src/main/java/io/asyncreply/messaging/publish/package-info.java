/**
 * Publishing with publisher confirms, singly and in message batches.
 */
@NullMarked
package io.asyncreply.messaging.publish;

import org.jspecify.annotations.NullMarked;
