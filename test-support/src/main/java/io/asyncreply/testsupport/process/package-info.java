/**
 * Processes of the two systems and of local servers.
 */
@NullMarked
package io.asyncreply.testsupport.process;

import org.jspecify.annotations.NullMarked;
