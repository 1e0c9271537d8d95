using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <param name="CardParamMap">The template's variables. Every value is text; lists are JSON text.</param>
public sealed record CardData([property: JsonPropertyName("cardParamMap")] IReadOnlyDictionary<string, string> CardParamMap);

/// <param name="SupportForward">Whether people may pass the card on.</param>
/// <param name="LastMessageI18n">What the list of conversations shows, by language (<c>zh_CN</c>).</param>
/// <param name="Notification">What the lock screen shows.</param>
public sealed record CardSpaceModel(
    [property: JsonPropertyName("supportForward")] bool SupportForward,
    [property: JsonPropertyName("lastMessageI18n")] IReadOnlyDictionary<string, string> LastMessageI18n,
    [property: JsonPropertyName("notification")] CardNotification Notification);

public sealed record CardNotification(
    [property: JsonPropertyName("alertContent")] string AlertContent, [property: JsonPropertyName("notificationOff")] bool NotificationOff);

/// <param name="SpaceType"><c>IM_ROBOT</c>: the robot's conversation with one person.</param>
public sealed record CardDeliverModel(
    [property: JsonPropertyName("spaceType")] string SpaceType, [property: JsonPropertyName("robotCode")] string RobotCode);

/// <param name="UpdateCardDataByKey">True: variables that are not named keep their value. False: the whole map is replaced.</param>
public sealed record CardUpdateScope([property: JsonPropertyName("updateCardDataByKey")] bool UpdateCardDataByKey);

/// <summary><c>POST /v1.0/card/instances/createAndDeliver</c>.</summary>
public sealed class CardDeliveryRequest
{
    [JsonPropertyName("cardTemplateId")]
    public required string CardTemplateId { get; init; }

    /// <summary>Our name of the card; the same name again is the same card.</summary>
    [JsonPropertyName("outTrackId")]
    public required string OutTrackId { get; init; }

    [JsonPropertyName("cardData")]
    public required CardData CardData { get; init; }

    /// <summary><c>STREAM</c> or <c>HTTP</c>.</summary>
    [JsonPropertyName("callbackType")]
    public required string CallbackType { get; init; }

    /// <summary>For <c>HTTP</c>: which registered address is told.</summary>
    [JsonPropertyName("callbackRouteKey")]
    public string? CallbackRouteKey { get; init; }

    /// <summary><c>dtv1.card//IM_ROBOT.{staffId}</c>.</summary>
    [JsonPropertyName("openSpaceId")]
    public required string OpenSpaceId { get; init; }

    /// <summary>1: people are named by staff id.</summary>
    [JsonPropertyName("userIdType")]
    public int UserIdType { get; init; } = 1;

    [JsonPropertyName("imRobotOpenSpaceModel")]
    public required CardSpaceModel ImRobotOpenSpaceModel { get; init; }

    [JsonPropertyName("imRobotOpenDeliverModel")]
    public required CardDeliverModel ImRobotOpenDeliverModel { get; init; }
}

/// <summary>Answer of <c>POST /v1.0/card/instances/createAndDeliver</c>.</summary>
public sealed class CardDeliveryResponse : DingTalkResponse
{
    [JsonPropertyName("success")]
    public bool? Success { get; set; }

    [JsonPropertyName("result")]
    public CardDeliveryResult? Result { get; set; }
}

public sealed record CardDeliveryResult(
    [property: JsonPropertyName("outTrackId")] string? OutTrackId,
    [property: JsonPropertyName("deliverResults")] IReadOnlyList<CardSpaceResult>? DeliverResults);

/// <param name="CarrierId">The platform's name of the delivered message.</param>
public sealed record CardSpaceResult(
    [property: JsonPropertyName("spaceType")] string? SpaceType,
    [property: JsonPropertyName("spaceId")] string? SpaceId,
    [property: JsonPropertyName("carrierId")] string? CarrierId,
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("errorMsg")] string? ErrorMsg);

/// <summary><c>PUT /v1.0/card/instances</c>, and the same members answer a card callback.</summary>
public sealed record CardUpdateRequest(
    [property: JsonPropertyName("outTrackId")] string OutTrackId,
    [property: JsonPropertyName("cardData")] CardData CardData,
    [property: JsonPropertyName("cardUpdateOptions")] CardUpdateScope CardUpdateOptions);

/// <summary>Answer of <c>PUT /v1.0/card/instances</c>.</summary>
public sealed class CardUpdateResponse : DingTalkResponse
{
    [JsonPropertyName("success")]
    public bool? Success { get; set; }
}

/// <summary>What a card callback is answered with, within two seconds. Both absent: nothing changes.</summary>
public sealed record CardCallbackAnswer(
    [property: JsonPropertyName("cardUpdateOptions")] CardUpdateScope? CardUpdateOptions = null,
    [property: JsonPropertyName("cardData")] CardData? CardData = null);

/// <summary><c>POST /v1.0/card/callbacks/register</c>.</summary>
/// <param name="ApiSecret">Signs the callbacks.</param>
/// <param name="ForceUpdate">Replaces what was registered under the key.</param>
public sealed record CardCallbackRegistrationRequest(
    [property: JsonPropertyName("callbackRouteKey")] string CallbackRouteKey,
    [property: JsonPropertyName("callbackUrl")] string CallbackUrl,
    [property: JsonPropertyName("apiSecret")] string ApiSecret,
    [property: JsonPropertyName("forceUpdate")] bool ForceUpdate = true);

/// <summary>Answer of <c>POST /v1.0/card/callbacks/register</c>.</summary>
public sealed class CardCallbackRegistrationResponse : DingTalkResponse;
