package io.asyncreply.systema.ledger.model;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is to be uploaded.
 *
 * @param id a new id
 * @param owner who uploads it
 * @param key lets its owner repeat an upload that broke off, null if none was given
 */
public record BatchDraft(RequestId id, String owner, @Nullable String key) {

}
