/**
 * The HTTP client of these tests, its journal, and load.
 */
@NullMarked
package io.asyncreply.endtoend.client;

import org.jspecify.annotations.NullMarked;
