/**
 * Peers, the addresses that callers connect from, and their shares of common limits.
 */
@NullMarked
package io.asyncreply.systema.web.peer;

import org.jspecify.annotations.NullMarked;
