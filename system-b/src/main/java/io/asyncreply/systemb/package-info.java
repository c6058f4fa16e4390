/**
 * System B: requests in, work, replies out.
 */
@NullMarked
package io.asyncreply.systemb;

import org.jspecify.annotations.NullMarked;
