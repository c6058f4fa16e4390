/**
 * What is decided about replies without a broker.
 */
@NullMarked
package io.asyncreply.systema.reply;

import org.jspecify.annotations.NullMarked;
