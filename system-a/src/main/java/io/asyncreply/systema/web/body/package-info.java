/**
 * Bodies of calls, read without blocking a thread.
 */
@NullMarked
package io.asyncreply.systema.web.body;

import org.jspecify.annotations.NullMarked;
