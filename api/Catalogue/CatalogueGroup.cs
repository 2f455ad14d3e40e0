namespace Falcon.Api.Catalogue;

/// <summary>Entries that operators read together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Entries">The entries, in the order in which they are read.</param>
public sealed record CatalogueGroup<T>(string Title, IReadOnlyList<T> Entries);
