/**
 * Tests of the repository itself: documents, scripts and sources.
 */
@NullMarked
package io.asyncreply.endtoend.repository;

import org.jspecify.annotations.NullMarked;
