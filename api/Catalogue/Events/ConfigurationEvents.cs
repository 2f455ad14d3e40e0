using static Falcon.Api.Catalogue.EventLevel;

namespace Falcon.Api.Catalogue.Events;

/// <summary>Reloads and what they have changed.</summary>
internal static class ConfigurationEvents
{
    private const string Reload = "Changing the configuration";

    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new("reloaded", Info, "reloaded: N change(s)",
            Meaning: "The file as it was then is in force.",
            Remedy: "Nothing.") { See = Reload },
        new("reload-refused", Warn, "reload-refused: PROBLEM",
            Meaning: "The file cannot be put in force: a line for each reason. Nothing was changed.",
            Remedy: "Correct the file, or restart where the line says so.") { See = Reload },
        new("overlay-added", Info, "overlay-added VNI: mtu N, N peer(s)",
            Meaning: "A reload has added an overlay.",
            Remedy: "Nothing."),
        new("overlay-removed", Info, "overlay-removed VNI: mtu N",
            Meaning: "A reload has removed an overlay.",
            Remedy: "Nothing."),
        new("overlay-changed", Info, "overlay-changed VNI: WHAT",
            Meaning: "A reload has changed an overlay.",
            Remedy: "Nothing."),
        new("port-removed", Info, "port-removed NAME: DEVICE in namespace NETNS, MAC",
            Meaning: "A reload has removed a port; its device is gone. Ports that it adds are `port-up` or `port-down`.",
            Remedy: "Nothing."),
        new("port-changed", Info, "port-changed NAME: WHAT",
            Meaning: "A reload has changed a port, which kept its device.",
            Remedy: "Nothing."),
    ];
}
