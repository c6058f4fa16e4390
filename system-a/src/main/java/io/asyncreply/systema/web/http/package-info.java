/**
 * HTTP building blocks: headers, bounded bodies and non-blocking responses.
 */
@NullMarked
package io.asyncreply.systema.web.http;

import org.jspecify.annotations.NullMarked;
