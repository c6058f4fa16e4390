/**
 * A TCP proxy that delays, throttles and cuts connections.
 */
@NullMarked
package io.asyncreply.testsupport.proxy;

import org.jspecify.annotations.NullMarked;
