/**
 * System A: accepts requests over HTTP, publishes them and records the replies.
 */
@NullMarked
package io.asyncreply.systema;

import org.jspecify.annotations.NullMarked;
