/**
 * From the request queue to a handler, and the confirmed reply.
 */
@NullMarked
package io.asyncreply.systemb.endpoint;

import org.jspecify.annotations.NullMarked;
