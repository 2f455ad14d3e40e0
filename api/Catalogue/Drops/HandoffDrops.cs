namespace Falcon.Api.Catalogue.Drops;

/// <summary>Why a frame is dropped between two workers.</summary>
internal static class HandoffDrops
{
    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("handoff", "inbox-full",
            Meaning: "The next worker's inbox is full",
            Cause: "Another worker was to go on with the frame, and is overloaded.",
            Remedy: "More workers; `falcon status --steering` shows where the load is.") { Load = true },
    ];
}
