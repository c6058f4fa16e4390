/**
 * System B: processes requests and replies.
 */
@NullMarked
package io.asyncreply.systemb;

import org.jspecify.annotations.NullMarked;
