/**
 * Checks the libraries in the executable jars against databases of known vulnerabilities.
 */
@NullMarked
package io.asyncreply.endtoend.supplychain;

import org.jspecify.annotations.NullMarked;
