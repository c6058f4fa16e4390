/**
 * RFC 9457 problem details for every error of the API.
 */
@NullMarked
package io.asyncreply.systema.web.problem;

import org.jspecify.annotations.NullMarked;
