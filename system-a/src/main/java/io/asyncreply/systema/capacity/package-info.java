/**
 * Default limits that follow from the heap and the file descriptors of the process.
 */
@NullMarked
package io.asyncreply.systema.capacity;

import org.jspecify.annotations.NullMarked;
