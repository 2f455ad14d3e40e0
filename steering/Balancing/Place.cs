using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>Where a bucket's frames go on one way: workers, or inline.</summary>
/// <param name="First">Coalesce's place on the way to containers, Encapsulate's on the way to the wire.</param>
/// <param name="Deliver">Deliver's place on the way to containers; inline is where Coalesce ran.</param>
internal readonly record struct Place(int First, int Deliver)
{
    public static readonly Place Inline = new(Placement.Inline, Placement.Inline);

    public static Place Of(Placement placement, SteeredStage chain, int bucket) => new(
        placement.Wanted(chain, bucket),
        chain == SteeredStage.Coalesce ? placement.Wanted(SteeredStage.Deliver, bucket) : Placement.Inline);

    /// <summary>The worker that runs the first stage for frames that the receiver got.</summary>
    public int FirstAt(int receiver) => First == Placement.Inline ? receiver : First;

    /// <summary>The worker that runs Deliver for them.</summary>
    public int DeliverAt(int receiver) => Deliver == Placement.Inline ? FirstAt(receiver) : Deliver;
}
