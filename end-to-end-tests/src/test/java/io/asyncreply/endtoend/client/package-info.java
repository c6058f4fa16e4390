/**
 * The HTTP client of these tests, and what it reads of answers and metrics.
 */
@NullMarked
package io.asyncreply.endtoend.client;

import org.jspecify.annotations.NullMarked;
