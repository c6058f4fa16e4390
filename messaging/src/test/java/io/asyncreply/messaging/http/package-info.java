/**
 * Tests of the checks of HTTP calls.
 */
@NullUnmarked
package io.asyncreply.messaging.http;

import org.jspecify.annotations.NullUnmarked;
