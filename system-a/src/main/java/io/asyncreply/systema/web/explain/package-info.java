/**
 * The explanation why a request is in its state.
 */
@NullMarked
package io.asyncreply.systema.web.explain;

import org.jspecify.annotations.NullMarked;
