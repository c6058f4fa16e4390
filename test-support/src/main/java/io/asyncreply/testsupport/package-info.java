/**
 * Brokers, databases and systems that tests can start, kill, pause and start again.
 */
@NullMarked
package io.asyncreply.testsupport;

import org.jspecify.annotations.NullMarked;
