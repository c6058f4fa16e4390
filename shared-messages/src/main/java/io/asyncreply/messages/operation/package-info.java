/**
 * Operations: their names, payload records and result records.
 */
@NullMarked
package io.asyncreply.messages.operation;

import org.jspecify.annotations.NullMarked;
