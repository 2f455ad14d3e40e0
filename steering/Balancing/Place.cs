using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>Where a bucket's frames go in one direction: workers, or inline.</summary>
/// <param name="First">Where Coalesce runs on the way to containers, or Encapsulate on the way to the wire.</param>
/// <param name="Deliver">Where Deliver runs on the way to containers. Inline: where Coalesce ran.</param>
internal readonly record struct Place(int First, int Deliver)
{
    public static readonly Place Inline = new(Placement.Inline, Placement.Inline);

    public static Place Of(Placement placement, SteeredStage chain, int bucket) => new(
        placement.Wanted(chain, bucket),
        chain == SteeredStage.Coalesce ? placement.Wanted(SteeredStage.Deliver, bucket) : Placement.Inline);

    /// <summary>The worker that runs the first stage for the frames of a receiving worker.</summary>
    public int FirstAt(int receiver) => First == Placement.Inline ? receiver : First;

    /// <summary>The worker that runs Deliver for them.</summary>
    public int DeliverAt(int receiver) => Deliver == Placement.Inline ? FirstAt(receiver) : Deliver;
}
