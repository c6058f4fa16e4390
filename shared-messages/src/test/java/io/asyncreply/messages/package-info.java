/**
 * Tests of the contract.
 */
@NullUnmarked
package io.asyncreply.messages;

import org.jspecify.annotations.NullUnmarked;
