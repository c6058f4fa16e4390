/**
 * Strict reading and writing of JSON.
 */
@NullMarked
package io.asyncreply.messaging.json;

import org.jspecify.annotations.NullMarked;
