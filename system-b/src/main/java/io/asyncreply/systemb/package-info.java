/**
 * System B: processes requests and publishes replies.
 */
@NullMarked
package io.asyncreply.systemb;

import org.jspecify.annotations.NullMarked;
