/**
 * The request resource: submit, read, wait, cancel, retry, erase and list.
 */
@NullMarked
package io.asyncreply.systema.web.request;

import org.jspecify.annotations.NullMarked;
