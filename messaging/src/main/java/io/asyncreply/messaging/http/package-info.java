/**
 * Checks of HTTP calls and errors of the web server that both systems share.
 */
@NullMarked
package io.asyncreply.messaging.http;

import org.jspecify.annotations.NullMarked;
