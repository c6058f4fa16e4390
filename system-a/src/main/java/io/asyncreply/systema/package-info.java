/**
 * System A: HTTP in, requests out, replies in.
 */
@NullMarked
package io.asyncreply.systema;

import org.jspecify.annotations.NullMarked;
