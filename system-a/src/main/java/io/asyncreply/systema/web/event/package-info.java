/**
 * Server-sent events of one request.
 */
@NullMarked
package io.asyncreply.systema.web.event;

import org.jspecify.annotations.NullMarked;
