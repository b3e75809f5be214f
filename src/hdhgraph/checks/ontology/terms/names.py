"""Names of terms that rdflib does not list, by vocabulary."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXTRA_NAMES", "LISTED_NAMES"]

# By the name of the class in rdflib.namespace: RDF 1.2, OWL 2, XML Schema's outermost types,
# DCAT 3, SHACL's node expressions, and younger terms of schema.org.
EXTRA_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "RDF": "dirLangString langRange reifies",
        "RDFS": "Proposition",
        "XSD": "anyAtomicType anySimpleType anyType precisionDecimal",
        "DCAT": """
            DatasetSeries first hasCurrentVersion hasVersion inCatalog inSeries isVersionOf last
            next nextVersion prev previousVersion qualifiedRelation resource seriesMember version
            """,
        "SH": """
            CountExpression DistinctExpression ExistsExpression FilterShapeExpression
            FocusNodeOrConstantTermExpression FunctionExpression GroupConcatExpression IfExpression
            IntersectionExpression LimitExpression MaxExpression MinExpression MinusExpression
            NodeExpression OffsetExpression OrderByExpression PathExpression SPARQLAskExpression
            SPARQLSelectExpression SumExpression UnionExpression count desc distinct else exists
            groupConcat if limit max min minus offset orderBy separator sum then values
            """,
        "SDO": """
            3DModel AdultOrientedEnumeration AlcoholConsideration AlgorithmicMediaDigitalSource
            AlgorithmicallyEnhancedDigitalSource AndroidPlatform AuthenticateAction
            ByBankTransferInAdvance ByInvoice COD Cash Certification CertificationActive
            CertificationInactive CertificationStatusEnumeration CheckInAdvance
            CompositeCaptureDigitalSource CompositeDigitalSource CompositeSyntheticDigitalSource
            CompositeWithTrainedAlgorithmicMediaDigitalSource ConferenceEvent ConstraintNode
            Cooperative DangerousGoodConsideration DataDrivenMediaDigitalSource
            DemoGameAvailability DesktopWebPlatform DigitalArtDigitalSource
            DigitalCaptureDigitalSource DigitalPlatformEnumeration DirectDebit Error
            ExampleMeasurementMethodEnum False FinancialIncentive FulfillmentTypeCollectionPoint
            FulfillmentTypeDelivery FulfillmentTypeEnumeration FulfillmentTypePickupDropoff
            FulfillmentTypePickupInStore FulfillmentTypeScheduledDelivery FullGameAvailability
            GameAvailabilityEnumeration GenericWebPlatform HealthcareConsideration IOSPlatform
            IPTCDigitalSourceEnumeration InStorePrepay IncentiveQualifiedExpenseType
            IncentiveQualifiedExpenseTypeGoodsOnly IncentiveQualifiedExpenseTypeGoodsOrServices
            IncentiveQualifiedExpenseTypeServicesOnly IncentiveQualifiedExpenseTypeUtilityBill
            IncentiveStatus IncentiveStatusActive IncentiveStatusInDevelopment
            IncentiveStatusOnHold IncentiveStatusRetired IncentiveType IncentiveTypeLoan
            IncentiveTypeRebateOrSubsidy IncentiveTypeTaxCredit IncentiveTypeTaxDeduction
            IncentiveTypeTaxWaiver IndividualPhysician InstantaneousEvent KeepProduct LoginAction
            MadeToOrder MeasurementMethodEnum MediaEnumeration MemberProgram MemberProgramTier
            MinorHumanEditsDigitalSource MobileWebPlatform
            MultiFrameComputationalCaptureDigitalSource NarcoticConsideration
            NegativeFilmDigitalSource OnlineBusiness OnlineMarketplace OnlineStore OperatingSystem
            Pamphlet PaymentMethodType PerformingArtsEvent PhoneCarrierPayment PhysiciansOffice
            PlayGameAction PoliticalParty PositiveFilmDigitalSource PrintDigitalSource PurchaseType
            PurchaseTypeLease PurchaseTypeNewPurchase PurchaseTypeTradeIn PurchaseTypeUsedPurchase
            ReducedRelevanceForChildrenConsideration RegularPrice Reserved ResetPasswordAction
            RuntimePlatform ScreenCaptureDigitalSource SearchRescueOrganization SequentialArt
            ServicePeriod SexualContentConsideration ShippingConditions ShippingService
            StatisticalVariable StrikethroughPrice Syllabus TextObject TierBenefitEnumeration
            TierBenefitLoyaltyPoints TierBenefitLoyaltyPrice TierBenefitLoyaltyReturns
            TierBenefitLoyaltyShipping TobaccoNicotineConsideration
            TrainedAlgorithmicMediaDigitalSource True UnclassifiedAdultConsideration VacationRental
            ViolenceConsideration VirtualRecordingDigitalSource WeaponConsideration actionProcess
            agentInteractionStatistic aggregateElement applicableCountry asin auditDate cause
            certificationIdentification certificationRating certificationStatus
            checkoutPageURLTemplate colorSwatch companyRegistration constraintProperty
            courseSchedule data digitalSourceType displayLocation eligibleWithSupplier errorCode
            extendedAddress fulfillmentType funding gameAvailabilityType gameEdition
            hasAdultConsideration hasCertification hasGS1DigitalLink hasMemberProgram
            hasParticipationOffer hasShippingService hasSponsorshipOffer hasStore hasTierBenefit
            hasTierRequirement hasTiers incentiveAmount incentiveStatus incentiveType
            incentivizedItem incomeLimit isStoreOn isTierOf iso6523Code legalAddress
            legalRepresentative legislationAmends legislationCommences legislationCorrects
            legislationCountersignedBy legislationDateOfApplicability
            legislationEnsuresImplementationOf legislationRepeals lifeEvent measurementDenominator
            measurementMethod measurementQualifier mobileUrl numItems observationAbout
            observationPeriod orderPercentage orderValue owner paymentMethodType practicesAt
            program pronouns purchasePriceLimit purchaseType qualifiedExpense referee
            seasonalOverride shippingConditions shippingOrigin source statType syllabusSections
            timestamp totalHistoricalEnrollment tripOrigin usNPI validForMemberTier
            weightPercentage yield
            """,
    }
)

# By namespace: the names, and whether the vocabulary is finished.
LISTED_NAMES: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "http://www.w3.org/ns/oa#": (
            """
            Annotation Choice CssSelector CssStyle DataPositionSelector Direction FragmentSelector
            HttpRequestState Motivation PreferContainedDescriptions PreferContainedIRIs
            RangeSelector ResourceSelection Selector SpecificResource State Style SvgSelector
            TextPositionSelector TextQuoteSelector TextualBody TimeState XPathSelector
            annotationService assessing bodyValue bookmarking cachedSource canonical classifying
            commenting describing editing end exact hasBody hasEndSelector hasPurpose hasScope
            hasSelector hasSource hasStartSelector hasState hasTarget highlighting identifying
            linking ltrDirection moderating motivatedBy prefix processingLanguage questioning
            refinedBy renderedVia replying rtlDirection sourceDate sourceDateEnd sourceDateStart
            start styleClass styledBy suffix tagging textDirection via
            """,
            True,
        ),
        "http://data.europa.eu/eli/ontology#": (
            """
            AdministrativeArea AdministrativeAreaTable Agent Format InForce InForce-inForce
            InForce-notInForce InForce-partiallyInForce InForceTable Language LegalExpression
            LegalRecontributor LegalResource LegalResourceSubdivision LegalValue
            LegalValue-authoritative LegalValue-definitive LegalValue-official
            LegalValue-unofficial LegalValueTable Organization Person ResourceType
            ResourceTypeTable Version VersionTable amended_by amends applied_by applies based_on
            basis_for changed_by changes cited_by cites commenced_by commences consolidated_by
            consolidates corrected_by corrects countersigned_by date_applicability date_document
            date_no_longer_in_force date_publication description embodies
            ensures_implementation_of first_date_entry_in_force format has_another_publication
            has_member has_part id_local implemented_by implements in_force is_about
            is_another_publication_of is_embodied_by is_exemplified_by is_member_of is_part_of
            is_realized_by jurisdiction language legal_value licence number originalName passed_by
            published_in published_in_format publisher publisher_agent publishes realizes
            related_to relevant_for repealed_by repeals responsibility_of responsibility_of_agent
            rights rightsholder rightsholder_agent specificPropertyOf title title_alternative
            title_short transposed_by transposes type_document uri_schema version version_date
            """,
            False,
        ),
        "http://purl.org/spar/cito/": (
            """
            AffiliationSelfCitation AffilationSelfCitation AuthorNetworkSelfCitation
            AuthorSelfCitation Citation DistantCitation FunderSelfCitation JournalCartelCitation
            JournalSelfCitation SelfCitation agreesWith cites citesAsAuthority citesAsDataSource
            citesAsEvidence citesAsMetadataDocument citesAsPotentialSolution
            citesAsRecommendedReading citesAsRelated citesAsSourceDocument citesForInformation
            compiles confirms containsAssertionFrom corrects credits critiques derides describes
            disagreesWith discusses disputes documents extends givesBackgroundTo givesSupportTo
            hasCitationCharacterization hasCitationCreationDate hasCitationTimeSpan hasCitedEntity
            hasCitingEntity hasCoAuthorshipCitationLevel hasReplyFrom includesExcerptFrom
            includesQuotationFrom isAgreedWithBy isCitedAsAuthorityBy isCitedAsDataSourceBy
            isCitedAsEvidenceBy isCitedAsMetadataDocumentBy isCitedAsPontentialSolutionBy
            isCitedAsPotentialSolutionBy isCitedAsRecommendedReadingBy isCitedAsRelatedBy
            isCitedAsSourceDocumentBy isCitedBy isCitedForInformationBy isCompiledBy isConfirmedBy
            isCorrectedBy isCreditedBy isCritiquedBy isDeridedBy isDescribedBy isDisagreedWithBy
            isDiscussedBy isDisputedBy isDocumentedBy isExtendedBy isLinkedToBy isParodiedBy
            isPlagiarizedBy isQualifiedBy isRefutedBy isRetractedBy isReviewedBy isRidiculedBy
            isSpeculatedOnBy isSupportedBy isUpdatedBy likes linksTo obtainsBackgroundFrom
            obtainsSupportFrom parodies plagiarizes providesAssertionFor providesConclusionsFor
            providesDataFor providesExcerptFor providesMethodFor providesQuotationFor qualifies
            refutes repliesTo retracts reviews ridicules sharesAuthorInstitutionWith
            sharesAuthorWith sharesFundingAgencyWith sharesJournalWith sharesPublicationVenueWith
            speculatesOn supports updates usesConclusionsFrom usesDataFrom usesMethodIn
            """,
            False,
        ),
    }
)
