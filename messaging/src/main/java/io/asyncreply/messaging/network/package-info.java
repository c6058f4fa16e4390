/**
 * Start-up checks of bind addresses and broker users.
 */
@NullMarked
package io.asyncreply.messaging.network;

import org.jspecify.annotations.NullMarked;
