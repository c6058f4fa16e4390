/**
 * The HTTP resource: submit, read, wait, list, and the problems that callers are told.
 */
@NullMarked
package io.asyncreply.systema.request;

import org.jspecify.annotations.NullMarked;
