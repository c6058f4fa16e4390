/**
 * Brokers, databases and systems that tests start, kill, pause and restart.
 */
@NullMarked
package io.asyncreply.testsupport;

import org.jspecify.annotations.NullMarked;
