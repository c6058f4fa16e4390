/**
 * Who may reach the systems over the network.
 */
@NullMarked
package io.asyncreply.messages.doors;

import org.jspecify.annotations.NullMarked;
