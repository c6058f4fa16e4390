/**
 * Live workers by their heartbeats, and the status of dispatch.
 */
@NullMarked
package io.asyncreply.systema.worker;

import org.jspecify.annotations.NullMarked;
