/**
 * Servers for tests, as containers or as local processes.
 */
@NullMarked
package io.asyncreply.testsupport.server;

import org.jspecify.annotations.NullMarked;
