/**
 * Parts that several responses share.
 */
@NullMarked
package io.asyncreply.systema.web.response;

import org.jspecify.annotations.NullMarked;
