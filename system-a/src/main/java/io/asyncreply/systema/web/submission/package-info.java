/**
 * Submissions: parsing, validation, and the operations with their JSON schemas.
 */
@NullMarked
package io.asyncreply.systema.web.submission;

import org.jspecify.annotations.NullMarked;
